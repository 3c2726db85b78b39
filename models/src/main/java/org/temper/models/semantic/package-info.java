/**
 * Quantizers that give items semantic ids: residual k-means and a residual-quantized autoencoder.
 */
@NullMarked
package org.temper.models.semantic;

import org.jspecify.annotations.NullMarked;
