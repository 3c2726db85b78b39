package org.temper.examples.arch.planted.models;

import org.temper.examples.arch.planted.models.parts.UsesWhole;

/** Is used by its part. */
public record Whole(UsesWhole part) {}
