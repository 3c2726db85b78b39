package org.temper.models.merge;

import java.util.Optional;

/**
 * The figures of a merge.
 *
 * @param tensors how many tensors the model has
 * @param parameters how many numbers they have
 * @param taskVectors a comparison of what the experts learned; empty where there was no base
 */
public record MergeReport(int tensors, long parameters, Optional<TaskVectors> taskVectors) {}
