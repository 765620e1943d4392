import pytest
from sqlalchemy import create_engine, text

from yihu.seed import accounts, service


@pytest.fixture(scope="module")
def demo(copy_of):
    url = copy_of("migrated")
    lines = service.ensure_demo(url)
    engine = create_engine(url)
    yield url, lines, engine
    engine.dispose()


def count(engine, query):
    with engine.connect() as connection:
        return connection.scalar(text(query))


def test_an_empty_database_gets_the_township(demo):
    _, lines, engine = demo
    assert any("cunganbu" in line for line in lines)
    assert count(engine, "select count(*) from household where starts_with(region_code, '511921119')") == 915
    assert count(engine, "select count(*) from household") == 915
    assert count(engine, "select count(*) from app_user where role <> 'system'") == len(accounts.ACCOUNTS)
    assert count(engine, "select count(distinct region_code) from household") >= 20, "spread over villager groups"


def test_a_database_in_use_is_left_alone(demo):
    url, _, engine = demo
    assert service.ensure_demo(url) == []
    assert next(iter(service.seed_demo(url))).startswith("0 户")
    assert count(engine, "select count(*) from household") == 915


@pytest.mark.parametrize(
    ("table", "column", "name"),
    [
        ("household", "household_class", "household_class"),
        ("household", "status", "household_status"),
        ("household", "household_type", "household_type"),
        ("household", "main_cause", "poverty_cause"),
        ("household", "unnest(other_causes)", "poverty_cause"),
        ("member", "relation", "kinship"),
        ("member", "sex", "sex"),
        ("member", "nation", "nation"),
        ("member", "education", "education"),
        ("member", "schooling", "schooling"),
        ("member", "health", "health"),
        ("member", "labour", "labour"),
        ("member", "work_status", "work_status"),
        ("member", "unnest(special_groups)", "special_group"),
        ("member", "disability_class", "disability_class"),
        ("member", "disability_grade::text", "disability_grade"),
        ("income_record", "item", "income_item"),
        ("department_record", "kind", "push_kind"),
        ("department_record", "department", "department"),
        ("loan", "bank_code", "bank"),
        ("credit_rating", "bank_code", "bank"),
        ("household_history", "household_class", "household_class"),
        ("household_history", "status", "household_status"),
        ("zone", "kind", "zone_kind"),
        ("collective_asset", "kind", "collective_asset_kind"),
        ("training", "unnest(departments)", "department"),
    ],
)
def test_every_code_is_in_its_list(demo, table, column, name):
    where = "" if name is None else f"where list = '{name}'"
    used = f"from (select {column} used from {table}) row where used is not null"
    assert count(demo[2], f"select count(*) {used}") > 0
    assert count(demo[2], f"select count(*) {used} and used not in (select code from code {where})") == 0


def test_alerts_tell_words_not_codes(demo):
    assert count(demo[2], "select count(*) from alert") > 100
    told = """
        select string_agg(distinct concat_ws(' ', a.rule, f.key, f.value), ', ') from alert a, jsonb_each_text(a.facts) f
        where f.value ~ '^[a-z_]+$'
    """
    assert count(demo[2], told) is None


def test_what_lists_show_agrees_with_what_lies_beneath(demo):
    stored = """
        select count(*) from household h where member_count <> (select count(*) from member m where m.household_id = h.id)
        or net_income_per_capita <> round((select sum(case c.note when '-' then -amount else amount end)
            from income_record i join code c on c.list = 'income_item' and c.code = i.item
            where i.household_id = h.id and i.year = h.income_year) / member_count, 2)
    """
    assert count(demo[2], stored) == 0
    assert count(demo[2], "select count(*) from household_history where valid_to <= valid_from") == 0
    assert 0 < count(demo[2], "select sum(issue_count) from household") < 100, "a few files with something to mend"


def test_the_township_has_plans_in_every_state_and_one_copy(demo):
    _, _, engine = demo
    states = (
        "select count(distinct state) from plan where state in ('draft', 'submitted', 'returned', 'active', 'closed')"
    )
    assert count(engine, states) == 5
    year = "year = (select max(year) from plan)"
    assert count(engine, f"select count(*) from plan where {year} and state = 'active' and completeness < 60") == 0
    assert 0 < count(engine, "select count(*) from plan_likeness") < 12
    assert (
        count(engine, "select count(*) from measure where due_on < current_date and state in ('planned', 'going')") > 0
    )
    assert count(engine, "select count(*) from measure_template") >= 25
    for table in ("benefit", "village_goal", "village_project", "risk_signal", "measure_progress"):
        assert count(engine, f"select count(*) from {table}") > 0, table
    lists = {
        "category": "measure_category", "batch": "five_batch", "cause": "poverty_cause", "assurance": "assurance_item",
        "executor": "measure_executor", "fund_source": "fund_source",
    }  # fmt: skip
    for column, name in lists.items():
        unknown = f"{column} is not null and {column} not in (select code from code where list = '{name}')"
        assert count(engine, f"select count(*) from measure where {unknown}") == 0, column


def test_what_came_back_on_loans_is_what_their_balances_say(demo):
    _, _, engine = demo
    assert count(engine, "select count(*) from loan_repayment") > 40
    differ = """
        select count(*) from loan l left join (
            select loan_id, sum(amount) as paid, min(balance_after) as least, min(paid_on) as first, max(paid_on) as last
            from loan_repayment group by 1) r on r.loan_id = l.id
        where coalesce(r.paid, 0) <> l.principal - l.balance or r.least <> l.balance or r.first <= l.lent_on or r.last > current_date
    """
    assert count(engine, differ) == 0
    assert count(engine, "select count(distinct household_id) from credit_rating") > 300
    unrated = "select count(*) from loan where household_id not in (select household_id from credit_rating where rated_on < lent_on)"
    assert count(engine, unrated) == 0, "whoever borrowed was rated before"


def test_the_demo_shows_systems_that_nobody_can_use_and_calls_nobody(demo):
    _, _, engine = demo
    assert count(engine, "select count(*) from api_client where 'loans:write' = any (scopes)") == 1
    assert count(engine, "select count(*) from api_access where status >= 400") > 0
    for state in ("delivered", "dead", "waiting"):
        assert count(engine, f"select count(*) from webhook_message where state = '{state}'") > 0, state
    on = "disabled_at is null or url not like 'https://%.example/%'"
    assert count(engine, f"select count(*) from webhook_endpoint where {on}") == 0
    assert count(engine, "select count(*) from webhook_message where due_at is not null") == 0
    assert count(engine, "select count(*) from procrastinate_jobs where task_name like '%webhook%'") == 0
