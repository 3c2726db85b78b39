package org.temper.data.hub;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Set;
import org.temper.data.hub.HubClient.At;
import org.temper.data.hub.HubException.Reason;

/** Errors of the Hub's statuses: what each means, and what can be done about it. */
final class Refusals {
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final Set<Integer> FOR_NOW = Set.of(408, 425, 429, 500, 502, 503, 504);

  private Refusals() {}

  /**
   * The error of an answer.
   *
   * @param at what was asked for
   * @param settings whom, and with which token
   * @param response an answer that is neither what was asked for nor a redirect
   * @return an error that says what to do
   */
  static HubException of(At at, HubSettings settings, HttpResponse<?> response) {
    int status = response.statusCode();
    String got = "HTTP " + status;
    if (FOR_NOW.contains(status)) {
      return new HubException(
          Reason.TRANSIENT,
          at + ": expected an answer of " + settings.host() + ", got " + got,
          retryAfter(response.headers()));
    }
    return new HubException(
        Reason.REFUSED,
        at
            + ": expected a "
            + at.kind()
            + " of "
            + settings.host()
            + ", got "
            + got
            + ": "
            + meaning(at, settings, response));
  }

  private static String meaning(At at, HubSettings settings, HttpResponse<?> response) {
    String code = response.headers().firstValue("X-Error-Code").orElse("");
    String token =
        settings.token().isPresent()
            ? "HF_TOKEN's account"
            : "an account, and set HF_TOKEN to a token of it";
    int status = response.statusCode();
    if (code.equals("GatedRepo")) {
      return "it is gated: accept its conditions at "
          + settings.endpoint()
          + "/"
          + at.kind().page(at.repository())
          + " with "
          + token;
    }
    if (code.equals("RevisionNotFound")) {
      return "it has no revision '" + at.revision() + "'";
    }
    if (code.equals("EntryNotFound")) {
      return "it has no such file";
    }
    if (status == UNAUTHORIZED || status == FORBIDDEN || status == NOT_FOUND) {
      return settings.token().isPresent()
          ? "there is none of that name that HF_TOKEN's account may read"
          : "there is none of that name, or it is private: set HF_TOKEN to a token that may read it";
    }
    return "an unknown refusal";
  }

  private static long retryAfter(HttpHeaders headers) {
    String text = headers.firstValue("Retry-After").orElse("");
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : -1;
  }
}
