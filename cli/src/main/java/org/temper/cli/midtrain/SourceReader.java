package org.temper.cli.midtrain;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.temper.api.TokenSequence;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.HoldingOut;
import org.temper.cli.text.TextFiles;
import org.temper.cli.text.TextFiles.Documents;
import org.temper.data.JsonlReader;
import org.temper.data.PromptCompletion;
import org.temper.data.Sourced;
import org.temper.data.Split;
import org.temper.data.Tokenization;

/**
 * A reader of sources from files: prompts with completions, or documents of plain text, each a
 * sequence of its own.
 *
 * @param sequences what is held out
 * @param tokenization makes sequences
 * @param fields the fields of records
 * @param documents what separates the documents of plain text
 * @param holding what is held out where no share was given
 * @param messages where it is said what could not be used whole
 */
public record SourceReader(
    SequenceOptions sequences,
    Tokenization tokenization,
    PromptCompletion.Fields fields,
    Documents documents,
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
    Path file = source.file();
    Split<Sourced<PromptCompletion>> records =
        sequences.read(file, this::records, (all, share) -> holdOut(file, all, share), holding);
    return new Source(source.name(), source.bucket(), source.weight(), tokenized(records));
  }

  /**
   * Reads the old data; some of it is always held out.
   *
   * @param file where it lies
   * @return the source
   * @throws IllegalArgumentException if the file is malformed; the message names file and line
   */
  public Source old(Path file) {
    List<Sourced<PromptCompletion>> all = records(file);
    double share = sequences.heldOutShare(all.size(), holding);
    return Source.old(tokenized(holdOut(file, all, share)));
  }

  private Split<TokenSequence> tokenized(Split<Sourced<PromptCompletion>> records) {
    return sequences.examples(records, tokenization::sequences, messages);
  }

  private List<Sourced<PromptCompletion>> records(Path file) {
    return TextFiles.holdsRecords(file)
        ? JsonlReader.readSourced(file, record -> PromptCompletion.of(record, fields))
        : TextFiles.readSourced(file, documents);
  }

  private Split<Sourced<PromptCompletion>> holdOut(
      Path file, List<Sourced<PromptCompletion>> all, double share) {
    return TextFiles.holdsRecords(file)
        ? Split.byShare(all, sourced -> sourced.record().prompt(), share, holding.seed())
        : TextFiles.holdOutEnd(all, TextFiles.heldOutCount(all.size(), share));
  }
}
