package org.temper.cli.arch.planted.algorithms.dpo;

/** Breaks no rule; another algorithm uses it. */
public final class Pairs {}
