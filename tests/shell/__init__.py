"""Shells: the pure parser of their marks, and real bash and zsh on real PTYs."""
