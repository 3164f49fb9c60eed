"""Tests of announcing by ARP."""
