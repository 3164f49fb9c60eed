"""Tests of reading MetalLB's configuration."""
