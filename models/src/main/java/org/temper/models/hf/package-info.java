/**
 * Models as directories in the Hugging Face layout, in and out: {@code config.json}, weights as
 * safetensors (one file, or shards with an index), {@code tokenizer.json} and {@code
 * generation_config.json}.
 *
 * <p>Nothing in a directory that would change what the model computes is passed over: an unknown
 * key, a missing, extra or misshapen tensor and a value that is not finite are errors that name
 * their file. Files are written to a temporary name and moved into place.
 */
@NullMarked
package org.temper.models.hf;

import org.jspecify.annotations.NullMarked;
