package org.temper.environments.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SqlDomainTest {

  @Test
  void aQuestionsWordsSayWhichOfTwoTablesIsMeant() {
    List<String> words =
        SqlDomain.ALL.stream()
            .flatMap(
                domain ->
                    Stream.of(
                        domain.first().word(), domain.second().word(), domain.events().word()))
            .toList();
    assertThat(words).doesNotHaveDuplicates();
    assertThat(SqlDomain.ALL.stream().flatMap(domain -> domain.kinds().stream()).toList())
        .doesNotHaveDuplicates();
    assertThat(SqlDomain.ALL.stream().flatMap(domain -> domain.tables().stream()).toList())
        .doesNotHaveDuplicates();
  }
}
