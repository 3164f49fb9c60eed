"""Tests of MetalLB's work-alikes."""
