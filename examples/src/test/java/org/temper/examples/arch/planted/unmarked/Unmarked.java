package org.temper.examples.arch.planted.unmarked;

/** In a package that is not null-marked. */
public final class Unmarked {}
