package org.temper.cli.pretraining;

import java.io.IOException;
import java.nio.file.Path;
import org.temper.api.TokenSequence;
import org.temper.data.Split;
import org.temper.models.hf.HuggingFaceCodec;

/** Data to pretrain on, with the tokenizer that is made for it. */
public interface PretrainingData {

  /**
   * Writes the tokenizer.
   *
   * @param directory where its files go; exists
   * @throws IOException if a file cannot be written
   */
  void writeTokenizer(Path directory) throws IOException;

  /**
   * The sequences to train and to measure on.
   *
   * @param codec the tokenizer that was written
   * @param length the most tokens of a sequence
   * @return the sequences, every token of them to be learned
   * @throws IllegalArgumentException if there is nothing to train on
   */
  Split<TokenSequence> sequences(HuggingFaceCodec codec, int length);
}
