package org.temper.cli.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;

class MultiplicationCorpusTest {
  private static final Pattern PRODUCT =
      Pattern.compile("(\\d+)(?:\\*| times )(\\d+)(?:=| make )(\\d+)\\.");
  private static final Pattern QUOTIENT =
      Pattern.compile("(\\d+)(?:/| shared by )(\\d+)(?:=| is )(\\d+)\\.");

  @Test
  void everyDocumentIsRightAndOfItsPart() {
    for (Part part : Part.values()) {
      for (String document : MultiplicationCorpus.documents(part, 7).limit(2000).toList()) {
        Matcher product = PRODUCT.matcher(document);
        Matcher quotient = QUOTIENT.matcher(document);
        boolean isProduct = product.find();
        Matcher found = isProduct ? product : quotient;
        assertThat(isProduct || quotient.find()).as(document).isTrue();
        int one = Integer.parseInt(found.group(1));
        int two = Integer.parseInt(found.group(2));
        int three = Integer.parseInt(found.group(3));
        assertThat(isProduct ? one * two : three * two)
            .as(document)
            .isEqualTo(isProduct ? three : one);
        assertThat(MultiplicationCorpus.partOf(isProduct ? one : three, two))
            .as(document)
            .isEqualTo(part);
      }
    }
  }

  @Test
  void aSeedMakesTheSameDocumentsAndAnotherOthers() {
    List<String> documents = MultiplicationCorpus.documents(Part.TRAINING, 1).limit(50).toList();
    assertThat(MultiplicationCorpus.documents(Part.TRAINING, 1).limit(50).toList())
        .isEqualTo(documents);
    assertThat(MultiplicationCorpus.documents(Part.TRAINING, 2).limit(50).toList())
        .isNotEqualTo(documents);
  }

  @Test
  void theOldCorpusIsWhatItWas() {
    assertThat(ArithmeticCorpus.documents(3).limit(20).toList())
        .isEqualTo(ArithmeticCorpus.documents(Part.TRAINING, 3).limit(20).toList())
        .isNotEqualTo(ArithmeticCorpus.documents(Part.HELD_OUT, 3).limit(20).toList());
  }
}
