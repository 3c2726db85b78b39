package org.temper.cli.arch.planted.models.parts;

import org.jspecify.annotations.Nullable;
import org.temper.cli.arch.planted.models.Whole;

/** Part of what it uses. */
public record UsesWhole(@Nullable Whole whole) {}
