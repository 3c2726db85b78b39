package org.temper.cli.arch.planted.algorithms.sft;

/** A trainer that can be extended. */
public class OpenTrainer {}
