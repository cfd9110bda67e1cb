"""How long VADER takes for the messages on stdin, one a line: prints the seconds of the best of five rounds.

    pip install vaderSentiment
"""

import sys
import time

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

vader = SentimentIntensityAnalyzer()
messages = sys.stdin.read().split("\n")
best = float("inf")
for _ in range(5):
    start = time.perf_counter()
    for message in messages:
        vader.polarity_scores(message)
    best = min(best, time.perf_counter() - start)
print(best)
