package org.temper.data.jinja.evaluation;

/**
 * A part of a text that stood in a generation block.
 *
 * @param start the index of its first UTF-16 unit
 * @param end the index after its last
 */
public record GeneratedPart(int start, int end) {}
