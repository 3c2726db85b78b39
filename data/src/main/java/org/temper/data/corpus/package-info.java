/**
 * Examples of files of any size: each record is checked and tokenized once, ahead of training;
 * those of large files lie in a cache on the disk, from which they are read by their index.
 */
@NullMarked
package org.temper.data.corpus;

import org.jspecify.annotations.NullMarked;
