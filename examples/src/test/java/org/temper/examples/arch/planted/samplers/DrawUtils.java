package org.temper.examples.arch.planted.samplers;

/** Its name does not say what it is. */
public final class DrawUtils {}
