"""Tests of MetalLB's controller."""
