package org.temper.cli.pretraining;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.api.TokenSequence;
import org.temper.cli.text.TextFiles;
import org.temper.cli.text.WordTokenizer;
import org.temper.data.Split;
import org.temper.data.Tokenization;
import org.temper.data.Tokenization.Overflow;
import org.temper.models.hf.HuggingFaceCodec;

/**
 * Texts, cut into blocks of one length one after the other.
 *
 * @param texts the documents, at least one
 * @param words words that are a token each
 * @param heldOut share of the documents to measure on, the last ones
 */
public record Documents(List<String> texts, List<String> words, double heldOut)
    implements PretrainingData {

  @Override
  public void writeTokenizer(Path directory) throws IOException {
    WordTokenizer.write(directory, words);
  }

  @Override
  public Split<TokenSequence> sequences(HuggingFaceCodec codec, int length) {
    Split<String> split =
        TextFiles.holdOutEnd(texts, TextFiles.heldOutCount(texts.size(), heldOut));
    Tokenization tokenization = Tokenization.of(codec, length, Overflow.ERROR);
    return new Split<>(
        tokenization.blocks(split.train()),
        split.heldOut().isEmpty() ? List.of() : tokenization.blocks(split.heldOut()));
  }
}
