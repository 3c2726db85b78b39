/**
 * Files of records, in the formats that people have them in, read one record at a time; and files
 * that records are added to.
 */
@NullMarked
package org.temper.data.files;

import org.jspecify.annotations.NullMarked;
