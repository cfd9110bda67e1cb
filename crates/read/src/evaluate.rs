//! How well words are read.
