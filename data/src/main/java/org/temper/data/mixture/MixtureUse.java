package org.temper.data.mixture;

/**
 * The use that a run makes of a source of a mixture.
 *
 * @param name the source
 * @param asked its share as the weights have it, at the first update
 * @param share its share as it is drawn, at the first update: lower where it would have run dry
 * @param examples draws over the whole run
 * @param epochs passes over the source's examples
 */
public record MixtureUse(String name, double asked, double share, long examples, double epochs) {}
