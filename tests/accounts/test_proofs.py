"""Proofs of passwords."""

from __future__ import annotations

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from twisted.trial.unittest import SynchronousTestCase

from chatservice.accounts import proofs


class Proofs(SynchronousTestCase):
    def test_a_proof_is_of_its_password_alone(self) -> None:
        proof = proofs.make("contraseña")

        self.assertEqual(
            [proofs.check(proof, password) for password in ("contraseña", "contrasena", "")],
            [True, False, False],
        )

    def test_no_password_is_in_its_proof(self) -> None:
        self.assertNotIn("swordfish", proofs.make("swordfish"))

    def test_two_proofs_of_a_password_differ(self) -> None:
        self.assertNotEqual(proofs.make("swordfish"), proofs.make("swordfish"))

    def test_a_proof_is_made_as_the_rfc_recommends(self) -> None:
        self.assertEqual(extract_parameters(proofs.make("swordfish")), RFC_9106_LOW_MEMORY)

    def test_without_a_proof_the_answer_is_no(self) -> None:
        self.assertFalse(proofs.check(None, "swordfish"))

    def test_without_a_proof_it_takes_the_same_computation(self) -> None:
        self.assertEqual(extract_parameters(proofs._nobodys()), RFC_9106_LOW_MEMORY)
        self.assertNotEqual(proofs._nobodys(), proofs._nobodys())

    def test_a_proof_with_other_parameters_is_one(self) -> None:
        older = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("swordfish")

        self.assertTrue(proofs.check(older, "swordfish"))

    def test_a_damaged_proof_is_told_without_the_password(self) -> None:
        for proof in ("", "plain", "$argon2id$v=19$rubbish"):
            error = self.assertRaises(
                (InvalidHashError, VerificationError), proofs.check, proof, "swordfish"
            )

            self.assertNotIn("swordfish", repr(error))
