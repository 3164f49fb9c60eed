"""Kinds that users define: from a CustomResourceDefinition to a served kind, with its schema's defaults and rules."""
