package io.alluvium.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * * *      | cron(0 2 * * ? *)",
                "*/15 2-5 * * * | cron(*/15 2-5 * * ? *)",
                "30 4 1,15 * *  | cron(30 4 1,15 * ? *)",
                "0 2 * * 1-5    | cron(0 2 ? * MON-FRI *)",
                "0 2 * * 0      | cron(0 2 ? * SUN *)",
                "0 2 * * 7      | cron(0 2 ? * SUN *)",
                "0 2 * 1-6/2 6  | cron(0 2 ? 1-6/2 SAT *)"
            })
    void awsHasDaysOfTheWeekByName(String written, String aws) {
        assertThat(CronSchedule.fault(written)).isEmpty();
        assertThat(CronSchedule.of(written).ofAws()).isEqualTo(aws);
        assertThat(CronSchedule.of(written)).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 2 * *        | five fields",
                "@daily         | five fields",
                "60 2 * * *     | 60 is no minute: numbers from 0 to 59",
                "0 24 * * *     | 24 is no hour",
                "0 2 0 * *      | 0 is no day of the month",
                "0 2 * 13 *     | 13 is no month",
                "0 2 * * 8      | 8 is no day of the week",
                "0 2 * * MON    | MON is no day of the week",
                "*/0 2 * * *    | */0 is no minute",
                "0 2 1 * 1      | not both"
            })
    void whatNoneIsIsSaid(String written, String reason) {
        assertThat(CronSchedule.fault(written).orElse("")).contains(reason);
    }
}
