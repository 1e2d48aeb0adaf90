package com.kameleoon.data;

public interface Data {}
