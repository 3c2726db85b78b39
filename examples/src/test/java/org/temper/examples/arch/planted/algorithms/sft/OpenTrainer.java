package org.temper.examples.arch.planted.algorithms.sft;

/** A trainer that can be extended. */
public class OpenTrainer {}
