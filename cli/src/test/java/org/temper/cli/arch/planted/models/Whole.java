package org.temper.cli.arch.planted.models;

import org.temper.cli.arch.planted.models.parts.UsesWhole;

/** Is used by its part. */
public record Whole(UsesWhole part) {}
