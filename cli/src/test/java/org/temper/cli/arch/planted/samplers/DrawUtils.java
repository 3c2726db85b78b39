package org.temper.cli.arch.planted.samplers;

/** Its name does not say what it is. */
public final class DrawUtils {}
