package org.temper.cli.arch.planted.samplers;

/** Inherits implementation. */
public final class Inherits extends Draw {}
