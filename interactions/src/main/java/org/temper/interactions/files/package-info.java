/**
 * Readers of interaction logs: MovieLens and MovieTweetings files, comma- and tab-separated files
 * with named columns, and Parquet.
 */
@NullMarked
package org.temper.interactions.files;

import org.jspecify.annotations.NullMarked;
