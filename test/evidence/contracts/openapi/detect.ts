import { openapiDetector } from '../../../../src/evidence/contracts/openapi/openapi-detector.ts';
import type { Evidence } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

/** What the detector finds between two sets of files. */
export function detect(base: Files, head: Files, renames?: Record<string, string>): Promise<Evidence> {
  return gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [openapiDetector],
  );
}

/** `<severity> <check> <element>` of each fact. */
export function told({ facts }: Evidence): string[] {
  return facts.map(({ severity, data }) => `${severity} ${data['check']} ${data['element']}`);
}

/** The OpenAPI document that the cases change. */
export const pets = `openapi: 3.0.3
info: { title: Pets, version: '1' }
servers:
  - url: https://pets.example/v1
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - name: limit
          in: query
          schema: { type: integer, maximum: 100 }
      responses:
        '200':
          description: The pets
          content:
            application/json:
              schema:
                type: array
                items: { $ref: '#/components/schemas/Pet' }
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/NewPet' }
      responses:
        '201': { description: Made }
  /pets/{id}:
    get:
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: The pet
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Pet' }
    delete:
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '204': { description: Gone }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Pet:
      type: object
      required: [id]
      properties:
        id: { type: string }
        name: { type: string, nullable: true }
        kind: { type: string, enum: [cat, dog] }
    NewPet:
      type: object
      required: [name]
      properties:
        name: { type: string, maxLength: 50 }
        kind: { type: string, enum: [cat, dog] }
`;
