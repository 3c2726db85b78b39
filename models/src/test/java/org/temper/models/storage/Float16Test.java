package org.temper.models.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {

  @Test
  void everyHalfThatIsANumberSurvivesTheWayToFloatAndBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.fromHalf((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.toHalf(value)).isEqualTo((short) bits);
      }
    }
  }

  @Test
  void everyBrainFloatThatIsANumberSurvivesTheWayToFloatAndBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.fromBrain((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.toBrain(value)).isEqualTo((short) bits);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Known values of IEEE 754 binary16.
    "3C00, 1.0",
    "C000, -2.0",
    "7BFF, 65504.0",
    "0400, 6.103515625E-5",
    "0001, 5.960464477539063E-8",
    "03FF, 6.097555160522461E-5",
    "3555, 0.333251953125",
    "8000, -0.0",
  })
  void knownHalvesHaveTheirValue(String bits, float value) {
    assertThat(Float16.fromHalf((short) Integer.parseInt(bits, 16))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    // Between 1 and 1 + 2^-10: the middle goes to the even one, a little more goes up.
    "1.00048828125, 3C00",
    "1.0004884, 3C01",
    // Between 1 + 2^-10 and 1 + 2^-9 the even one is above.
    "1.00146484375, 3C02",
    // A carry out of the fraction raises the exponent.
    "1.9999, 4000",
    "65519.99, 7BFF",
    "65520, 7C00",
    // Half of the smallest goes to zero, more than half up.
    "2.9802322E-8, 0000",
    "2.9802326E-8, 0001",
    "-1e30, FC00",
  })
  void halvesAreRoundedToNearestWithTiesToEven(float value, String bits) {
    assertThat(Float16.toHalf(value)).isEqualTo((short) Integer.parseInt(bits, 16));
  }

  @ParameterizedTest
  @CsvSource({
    // One step of bfloat16 above 1 is 2^-7.
    "1.00390625, 3F80",
    "1.0039064, 3F81",
    "1.01171875, 3F82",
    "3.4028235E38, 7F80",
    "-0.0, 8000",
  })
  void brainFloatsAreRoundedToNearestWithTiesToEven(float value, String bits) {
    assertThat(Float16.toBrain(value)).isEqualTo((short) Integer.parseInt(bits, 16));
  }

  @Test
  void notANumberStaysNotANumber() {
    // Its only set fraction bits are among those that are dropped.
    float low = Float.intBitsToFloat(0x7F80_0001);

    assertThat(Float16.fromHalf(Float16.toHalf(low))).isNaN();
    assertThat(Float16.fromBrain(Float16.toBrain(low))).isNaN();
  }
}
