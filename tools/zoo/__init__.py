"""finnc's model zoo: trains small quantised networks and exports them as QONNX."""
