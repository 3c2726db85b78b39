package org.temper.cli.midtrain;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.temper.api.TokenSequence;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.data.PromptCompletion;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.corpus.ExampleForm;
import org.temper.data.corpus.ExampleForm.Tokens;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;

/**
 * A reader of sources from files: prompts with completions, or documents of plain text, each a
 * sequence of its own.
 *
 * @param sequences what is held out
 * @param tokens makes sequences
 * @param fields the fields of records
 * @param documents what separates the documents of plain text
 * @param holding what is held out where no share was given
 * @param messages where it is said what could not be used whole
 */
public record SourceReader(
    SequenceOptions sequences,
    Tokens tokens,
    PromptCompletion.Fields fields,
    Separator documents,
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
        sequences.read(files, form(files), documents, holding, messages).parts().split());
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
        sequences.readHoldingOut(files, form(files), documents, holding, messages).parts().split());
  }

  private ExampleForm<PromptCompletion, TokenSequence> form(DataFiles files) {
    return files.holdRecords()
        ? ExampleForm.promptCompletions(fields, tokens)
        : ExampleForm.texts(FileFormat.TEXT_FIELD, tokens);
  }
}
