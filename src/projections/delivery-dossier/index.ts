export { DeliveryDossiers } from './delivery-dossiers.js';
export { DossierController } from './dossier.controller.js';
