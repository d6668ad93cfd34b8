"""From findings to pass or fail: policy, baseline, history."""
