from freezegun import freeze_time

from .common import SEPTEMBER, KpiCase

NOVEMBER = SEPTEMBER.replace(month=11)


@freeze_time("2026-11-15 10:00:00")
class TestPeople(KpiCase):
    """What figures say of single people is for them, their line, and HR."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._make_user("kpi_leader", "")
        cls.colleague = cls._make_user("kpi_colleague", "")
        cls.chief = cls._make_user("kpi_chief", "crm_kpi.group_kpi_user")
        cls.officer = cls._make_user("kpi_officer", "hr.group_hr_user")
        department = cls.env["hr.department"].create(
            {"name": "Care", "company_id": cls.company.id}
        )
        head, *_others = cls.employees = cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "company_id": cls.company.id,
                    "department_id": department.id,
                }
                for user in (cls.leader, cls.seller, cls.colleague)
            ]
        )
        cls.employees[1].parent_id = head
        cls.kpi = cls._get_kpi("open_work")
        for user, count in ((cls.leader, 1), (cls.seller, 2), (cls.colleague, 4)):
            for _number in range(count):
                cls.customer.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id
                )
        cls._count(cls.kpi)

    def _see(self, user, domain=()):
        self.env.invalidate_all()
        return str(self._read(self.kpi, NOVEMBER, user=user, domain=domain)[0])

    def test_each_sees_what_is_theirs(self):
        self.assertEqual(self._see(self.seller), "2.0")
        self.assertEqual(self._see(self.leader), "3.0")
        self.assertEqual(self._see(self.officer), "7.0")

    def test_chief_sees_sums_and_nobody_single(self):
        self.assertEqual(self._see(self.chief), "7.0")
        theirs = [("user_id", "=", self.seller.id)]
        self.assertEqual(self._see(self.chief, theirs), "nan")
        employee = [("employee_id", "=", self.employees[1].id)]
        self.assertEqual(self._see(self.chief, employee), "nan")
        department = [("department_id", "=", self.employees.department_id.id)]
        self.assertEqual(self._see(self.chief, department), "7.0")
        self.assertEqual(self._see(self.officer, theirs), "2.0")
        self.assertEqual(self._see(self.leader, theirs), "2.0")
        self.assertEqual(self._see(self.colleague, theirs), "nan")

    def test_rows_of_single_people_are_not_read(self):
        rows = self.Value.search([("kpi_id", "=", self.kpi.id)])
        self.assertEqual(len(rows), 3)
        for user, seen in ((self.chief, 0), (self.leader, 2), (self.officer, 3)):
            with self.subTest(user.login):
                found = self.Value.with_user(user).search([("id", "in", rows.ids)])
                self.assertEqual(len(found), seen)
                found.read(["employee_id", "value"])

    def test_people_by_employee_for_their_manager(self):
        groups = (
            self.Value.with_user(self.leader)
            .with_context(allowed_company_ids=self.company.ids)
            .formatted_read_group(
                [("kpi_id", "=", self.kpi.id)], ["employee_id"], ["value:avg"]
            )
        )
        self.assertEqual(
            {group["employee_id"][1]: group["value:avg"] for group in groups},
            {self.employees[0].name: 1, self.employees[1].name: 2},
        )

    def test_board_offers_and_shows_nobody_else(self):
        board = self.env["crm.kpi.board"].create(
            {"name": "People", "item_ids": [(0, 0, {"kpi_id": self.kpi.id})]}
        )
        self.env.invalidate_all()
        Board = (
            self.env["crm.kpi.board"]
            .with_user(self.chief)
            .with_context(allowed_company_ids=self.company.ids)
        )
        data = Board.get_board(board.id)
        self.assertEqual(data["tiles"][0]["value"], 7)
        self.assertNotIn("user_id", [one["name"] for one in data["filters"]])
        data = Board.get_board(board.id, filters={"user_id": self.seller.id})
        self.assertIsNone(data["tiles"][0]["value"])

    def test_formula_of_personal_figures(self):
        formula = self.Kpi.create(
            {
                "name": "Twice",
                "code": "twice",
                "kind": "formula",
                "formula": "open_work * 2",
            }
        )
        self.assertEqual(self._read(formula, NOVEMBER, user=self.chief), [14])
        theirs = [("user_id", "=", self.seller.id)]
        found = self._read(formula, NOVEMBER, user=self.chief, domain=theirs)
        self.assertEqual(str(found), "[nan]")
