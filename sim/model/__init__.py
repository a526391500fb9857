"""The clinic as discrete events: it says what happened and computes nothing about itself."""
