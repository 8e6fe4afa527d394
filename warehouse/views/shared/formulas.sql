{# Formulae that SQLite lacks or may lack. #}

{# Of the intervals that views find, and the standard errors on either side that they take. #}
{% set level = 0.95 %}
{% set z = 1.959963984540054 %}

{# Four decimals, whole where that would read 0. What is shown is rounded once more by whoever shows
it: rounded twice to its own decimals, 44.45 would read 44.5, and that 45. #}
{% macro rounded(value) -%}
coalesce(nullif(round({{ value }}, 4), 0), {{ value }})
{%- endmacro %}

{# The first or the last of two parts of a category, as terms.boards joins them. #}
{% macro first_part(category) -%}
substr({{ category }}, 1, instr({{ category }} || '|', '|') - 1)
{%- endmacro %}
{% macro last_part(category) -%}
substr({{ category }}, instr({{ category }}, '|') + 1)
{%- endmacro %}

{# A column of the alias that a row's spelling is on its published day, of a CTE `spelling`: its
source's own first. One seek per row, so that a question about one board or model touches no other
row twice. #}
{% macro matched(column, row) -%}
(
  SELECT a.{{ column }} FROM spelling a
  WHERE a.alias = {{ row }}.model_name AND a.source IN ({{ row }}.source, '*')
    AND coalesce(a.valid_from, '') <= {{ row }}.published_on
    AND coalesce(a.valid_until, '9999') > {{ row }}.published_on
  ORDER BY a.source = '*', a.valid_from DESC LIMIT 1)
{%- endmacro %}

{# CTEs for WITH RECURSIVE. `median`: by `keys` the median (`value`) of column `x` of a relation
with its interval at 95 % (`low`, `high`; NULL: too few numbers), `n`, `smallest`, `largest`, and
how many are above 0 (`higher`) and below (`lower`).

The interval is the one that the sign test does not reject: between the j-th smallest and the j-th
largest number, j as large as 2 · P(B < j) ≤ 5 % allows for B ~ binomial(n, ½), whatever the
distribution (Conover, Practical Nonparametric Statistics, 3.2). `binomial` holds P(B = k) (`p`) and
P(B ≤ k) (`below`) for k up to the middle. #}
{% macro medians(numbers, keys) -%}
placed AS MATERIALIZED (
  SELECT {{ keys }}, x, row_number() OVER (PARTITION BY {{ keys }} ORDER BY x) AS place,
         count(*) OVER (PARTITION BY {{ keys }}) AS n
  FROM {{ numbers }}
),
half AS (
  SELECT 0 AS n, 1.0 AS p UNION ALL
  SELECT n + 1, p / 2 FROM half WHERE n < (SELECT max(n) FROM placed)
),
binomial AS (
  SELECT n, 0 AS k, p, p AS below FROM half UNION ALL
  SELECT n, k + 1, p * (n - k) / (k + 1), below + p * (n - k) / (k + 1)
  FROM binomial WHERE k < n / 2
),
reach AS MATERIALIZED (
  SELECT n, count(*) AS j FROM binomial WHERE k < n / 2 AND 2 * below <= 0.05 GROUP BY n
),
median AS (
  SELECT {{ keys }}, avg(iif(place IN ((n + 1) / 2, n / 2 + 1), x, NULL)) AS value,
         max(iif(place = j, x, NULL)) AS low, max(iif(place = n + 1 - j, x, NULL)) AS high, n,
         min(x) AS smallest, max(x) AS largest, sum(x > 0) AS higher, sum(x < 0) AS lower
  FROM placed LEFT JOIN reach USING (n) GROUP BY {{ keys }}
)
{%- endmacro %}

{# Of a row of `median`: the two-sided p-value that above and below 0 are as likely; NULL: every
number is 0. #}
{% macro sign_test() -%}
(
  SELECT min(1, 2 * b.below) FROM binomial b
  WHERE b.n = higher + lower AND b.n > 0 AND b.k = min(higher, lower)
)
{%- endmacro %}

{# sqrt(a² + b²) of two positive expressions; NULL where either is. Builds of SQLite without
mathematical functions have no root. From the greater of both, at most 29 % off, five steps of
Newton's leave no digit wrong that a float has but the last. #}
{% macro hypotenuse(a, b) -%}
{% set step = "SELECT square, (root + square / root) / 2 AS root FROM (" -%}
(SELECT root FROM ({{ step * 5 -}}
SELECT {{ a }} * {{ a }} + {{ b }} * {{ b }} AS square, max({{ a }}, {{ b }}) AS root
{{- ")" * 5 }}))
{%- endmacro %}
