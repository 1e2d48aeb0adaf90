package com.kameleoon.data;

import java.util.List;

public class CustomData implements Data {
    public final int index;
    public final List<String> values;

    public CustomData(int index, List<String> values) {
        this.index = index;
        this.values = values;
    }
}
