package org.temper.cli.semantic;

import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;

/**
 * Items' ids before de-duplication.
 *
 * @param ids the ids
 * @param reconstructed the vectors that they stand for, [N, D]
 */
public record Quantized(SemanticIds ids, Embeddings reconstructed) {}
