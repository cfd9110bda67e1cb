"""How long openSMILE takes for eGeMAPS on the files named on stdin: prints seconds, and seconds of sound.

The sound is read and brought to 8 kHz before the clock starts, so that only the analysis is timed.
"""

import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
import opensmile  # noqa: E402
import soundfile  # noqa: E402

smile = opensmile.Smile(
    feature_set=opensmile.FeatureSet.eGeMAPSv02,
    feature_level=opensmile.FeatureLevel.Functionals,
    num_workers=1,
)
took, sound_s = 0.0, 0.0
for name in sys.stdin.read().split("\n"):
    sound, rate = soundfile.read(name, always_2d=True)
    sound = sound[:: max(rate // 8000, 1), 0]
    sound_s += len(sound) / 8000
    start = time.perf_counter()
    smile.process_signal(sound, 8000)
    took += time.perf_counter() - start
print(took, sound_s)
