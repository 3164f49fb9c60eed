"""Tests of CoreDNS's work-alike."""
