package org.temper.cli.midtrain;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.temper.api.TokenSequence;
import org.temper.cli.options.ExampleOptions;
import org.temper.cli.options.ExampleOptions.Kind;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.data.Tokenization;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.models.hf.LanguageModel;

/**
 * A reader of sources from files: records or conversations, or documents of plain text, each a
 * sequence of its own.
 *
 * @param sequences how long they may be, and what is held out
 * @param examples what records say
 * @param model what they are read for
 * @param afforded the most tokens of a sequence where no other number is asked for
 * @param holding what is held out where no share was given
 * @param messages where it is said what could not be used whole
 */
public record SourceReader(
    SequenceOptions sequences,
    ExampleOptions examples,
    LanguageModel model,
    int afforded,
    HoldingOut holding,
    PrintWriter messages) {

  /**
   * Reads a new source.
   *
   * @param source where it lies and what it is called
   * @return the source
   * @throws IllegalArgumentException if the file is malformed; the message names file and line
   */
  public Source fresh(SourceFile source) {
    DataFiles files = DataFiles.of(source.file());
    return new Source(
        source.name(),
        source.bucket(),
        source.weight(),
        sequences
            .read(files, form(files), examples.documents(), holding, messages)
            .parts()
            .split());
  }

  /**
   * Reads the old data; some of it is always held out.
   *
   * @param file where it lies
   * @return the source
   * @throws IllegalArgumentException if the file is malformed; the message names file and line
   */
  public Source old(Path file) {
    DataFiles files = DataFiles.of(file);
    return Source.old(
        sequences
            .readHoldingOut(files, form(files), examples.documents(), holding, messages)
            .parts()
            .split());
  }

  private ExampleForm<?, TokenSequence> form(DataFiles files) {
    Kind kind = ExampleOptions.kind(files);
    Tokenization tokenization =
        ExampleOptions.tokenization(
            kind,
            sequences.lengths(),
            model.codec(),
            model.policy().config().maxLength(),
            afforded);
    return examples.form(
        kind,
        model.codec(),
        new Tokens(tokenization, model.origin().orElseThrow().part("tokenizer")));
  }
}
