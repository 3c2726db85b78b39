package org.temper.examples.arch.planted.samplers;

/** Inherits implementation. */
public final class Inherits extends Draw {}
