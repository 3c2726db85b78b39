package org.temper.environments.choices;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;
import org.temper.data.files.DelimitedText;
import org.temper.data.files.DelimitedText.NextRow;
import org.temper.data.files.DelimitedText.Quoting;
import org.temper.data.files.FileFormat;

/**
 * A reader of MMLU: the authors' files, a subject each, with rows of question, A, B, C, D and the
 * right letter and no header; or records with {@code question}, {@code choices}, {@code answer} (an
 * index or a letter) and perhaps {@code subject}, as Hugging Face's {@code cais/mmlu} has them.
 *
 * <p>Keys are {@code SUBJECT/INDEX}, from 0 in each subject. Source: <a
 * href="https://arxiv.org/abs/2009.03300">Hendrycks et al., Measuring Massive Multitask Language
 * Understanding (2021)</a>.
 */
public final class MmluQuestions {
  private static final Pattern FILE = Pattern.compile("(.+?)(_(test|val|dev))?\\.csv(\\.gz)?");
  private static final Pattern INDEX = Pattern.compile("\\d{1,2}");
  private static final int COLUMNS = 6;

  private final List<ChoiceQuestion> questions = new ArrayList<>();
  private final Map<String, Integer> counts = new HashMap<>();

  private MmluQuestions() {}

  /**
   * Reads questions.
   *
   * @param data a file, a directory of such, or a pattern; gzip or not
   * @return the questions in the order of the files, at least one
   * @throws IllegalArgumentException if there is no such file, or a row is no question, with the
   *     file and the line
   */
  public static List<ChoiceQuestion> read(Path data) {
    MmluQuestions read = new MmluQuestions();
    DataFiles files = DataFiles.of(data);
    for (Path file : files.files()) {
      Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
      if (name.matches()) {
        read.rows(file, name.group(1));
      } else {
        FileFormat.of(file).read(file, Separator.LINES, raw -> read.add(raw.parse()));
      }
    }
    if (read.questions.isEmpty()) {
      throw new MalformedDataException(
          Path.of(files.name()), "expected at least one question, got none");
    }
    return ImmutableList.copyOf(read.questions);
  }

  private void rows(Path file, String subject) {
    DelimitedText.read(
        file,
        ',',
        Quoting.DOUBLE_QUOTES,
        (line, row) -> {
          try {
            checkArgument(
                row.size() == COLUMNS,
                "expected question, A, B, C, D and the right letter, got %s values",
                row.size());
            add(
                subject,
                row.get(0),
                row.subList(1, COLUMNS - 1),
                ChoiceQuestion.index(row.get(COLUMNS - 1)));
          } catch (IllegalArgumentException e) {
            throw new MalformedDataException(file, line, Excerpt.of(e.getMessage()));
          }
          return NextRow.WANTED;
        });
  }

  private void add(JsonRecord row) {
    String answer =
        row.json("answer")
            .map(JsonNode::asText)
            .orElseThrow(() -> row.malformed("answer", "expected an index or a letter, got none"));
    try {
      add(
          row.json("subject").map(JsonNode::asText).orElse("mmlu"),
          row.text("question"),
          row.texts("choices"),
          INDEX.matcher(answer).matches()
              ? Integer.parseInt(answer)
              : ChoiceQuestion.index(answer));
    } catch (MalformedDataException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw row.malformed("choices", Excerpt.of(e.getMessage()));
    }
  }

  private void add(String subject, String text, List<String> options, int answer) {
    int index = counts.merge(subject, 1, Integer::sum) - 1;
    questions.add(ChoiceQuestion.of(subject + "/" + index, subject, text, options, answer));
  }
}
