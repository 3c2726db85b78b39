/**
 * Models and data sets of the Hugging Face Hub: found in the cache folder that Hugging Face's own
 * libraries keep, and fetched into it.
 */
@NullMarked
package org.temper.data.hub;

import org.jspecify.annotations.NullMarked;
