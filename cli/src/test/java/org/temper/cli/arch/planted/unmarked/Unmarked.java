package org.temper.cli.arch.planted.unmarked;

/** In a package that is not null-marked. */
public final class Unmarked {}
