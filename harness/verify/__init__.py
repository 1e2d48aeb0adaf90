"""`kamseg verify`: whether the integration works on somebody's own site, seen from outside of its pages."""
